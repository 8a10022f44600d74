import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

// The cart comes home in the shop's window. Whoever comes back to this one sees it.
export class AmazonRequestFormController extends FormController {
  beforeVisibilityChange() {
    const root = this.model.root;
    const isShown = document.visibilityState === "visible" && !this.formInDialog;
    if (isShown && root.resId && !root.dirty) {
      return root.load();
    }
    return super.beforeVisibilityChange();
  }
}

registry.category("views").add("amazon_punchin_request_form", {
  ...formView,
  Controller: AmazonRequestFormController,
});
