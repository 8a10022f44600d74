import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {onMounted} from "@odoo/owl";
import {registry} from "@web/core/registry";

// Whoever comes to mend something finds the page open where it is mended.
export class AmazonGroupFormController extends FormController {
  setup() {
    super.setup();
    onMounted(() => {
      const page = this.props.context.open_page;
      const tab = page && `.o_notebook_headers .nav-link[name="${page}"]`;
      if (tab) {
        this.rootRef.el.querySelector(tab)?.click();
      }
    });
  }
}

registry.category("views").add("amazon_punchin_group_form", {
  ...formView,
  Controller: AmazonGroupFormController,
});
