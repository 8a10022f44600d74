import {Component, onWillStart, useExternalListener, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const LIGHTS = {
  ok: "text-success",
  todo: "text-warning",
  warning: "text-warning",
  problem: "text-danger",
};

// The first screen of the app: its numbers come from the server, each opens its list.
export class AmazonHome extends Component {
  static template = "amazon_punchin.Home";
  static props = {...standardActionServiceProps};

  setup() {
    this.action = useService("action");
    this.orm = useService("orm");
    this.state = useState({home: null, opening: false});
    onWillStart(() => this.load());
    useExternalListener(document, "visibilitychange", () => this.look());
  }

  async load() {
    this.state.home = await this.orm.call("amazon.punchin.home", "get_home", []);
  }

  // What happened in the shop's window shows when this one is looked at again.
  look() {
    if (document.visibilityState === "visible" && !this.state.opening) {
      return this.load();
    }
  }

  get light() {
    return LIGHTS[this.state.home.health.light];
  }

  open(action) {
    return this.action.doAction(action);
  }

  // The window is opened within the click, where no browser blocks it, and led on as
  // soon as there is somewhere to lead it. Where it is blocked all the same, the way
  // leads through this window.
  async shop() {
    if (this.state.opening) {
      return;
    }
    this.state.opening = true;
    const tab = this.state.home.shop.asks ? null : browser.open("", "_blank");
    if (tab) {
      // The shop must not be able to steer this window, however soon it is there.
      tab.opener = null;
    }
    try {
      const action = await this.orm.call("amazon.punchin.request", "action_browse", [
        [],
      ]);
      if (action.type !== "ir.actions.act_url") {
        if (tab) {
          tab.close();
        }
        await this.action.doAction(action, {onClose: () => this.load()});
      } else if (tab) {
        tab.location.replace(action.url);
        await this.load();
      } else {
        browser.location.assign(action.url);
      }
    } catch (error) {
      if (tab) {
        tab.close();
      }
      throw error;
    } finally {
      this.state.opening = false;
    }
  }
}

registry.category("actions").add("amazon_punchin.home", AmazonHome);
