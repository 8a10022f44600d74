import {onMounted, status} from "@odoo/owl";
import {FormController} from "@web/views/form/form_controller";
import {browser} from "@web/core/browser/browser";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

const MOMENT = 1000;
const PATIENCE = 120;

export class AmazonGroupFormController extends FormController {
  setup() {
    super.setup();
    onMounted(() => this.openPage());
  }

  // Whoever comes to mend something finds the page open where it is mended.
  openPage() {
    const page = this.props.context.open_page;
    const tab = page && `.o_notebook_headers .nav-link[name="${page}"]`;
    if (tab) {
      this.rootRef.el.querySelector(tab)?.click();
    }
  }

  async afterExecuteActionButton(params) {
    await super.afterExecuteActionButton(params);
    if (["run_checks", "test_connection"].includes(params.name)) {
      this.awaitTests(this.model.root.resId);
    }
  }

  // The connections are tested by a scheduled action: the answers come in here, not in
  // the button's request, which would keep a worker that the test itself may need.
  async awaitTests(group) {
    for (let again = 0; again < PATIENCE; again++) {
      await new Promise((go) => browser.setTimeout(go, MOMENT));
      const {root} = this.model;
      if (status(this) === "destroyed" || root.resId !== group) {
        return;
      }
      if (await root.isDirty()) {
        continue;
      }
      await root.load();
      if (root.data.health_ids.records.every((row) => row.data.status !== "todo")) {
        return;
      }
    }
  }
}

registry.category("views").add("amazon_punchin_group_form", {
  ...formView,
  Controller: AmazonGroupFormController,
});
