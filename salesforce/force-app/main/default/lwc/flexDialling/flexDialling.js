import { publish } from 'lightning/messageService';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import LANGUAGE from '@salesforce/i18n/lang';
import { CHANNELS, DIAL_CHANNEL } from 'c/flexChannels';
import { textsIn } from 'c/flexTexts';

/** The panels of this page. */
export const panels = [];

/** The panels whose Flex listens for clicks. An app can have two: only the latest gets a click. */
export const dialling = [];

/** Remove a panel from one of the lists. */
export function remove(list, panel) {
    if (list.includes(panel)) {
        list.splice(list.indexOf(panel), 1);
    }
}

/** Have Flex call a number. Before the login no Flex listens: then open the panel, and tell the agent. */
export function dial(component, click) {
    const [panel] = panels;
    if (panel !== undefined && dialling.length === 0) {
        warn(component, textsIn(LANGUAGE).noFlex);
        panel.openItem();
    } else {
        publish(component.context, CHANNELS[DIAL_CHANNEL], click);
    }
}

/** Tell the agent why Flex does not call. */
export function warn(component, message) {
    const title = textsIn(LANGUAGE).call;
    component.dispatchEvent(new ShowToastEvent({ title, message, variant: 'warning' }));
}
