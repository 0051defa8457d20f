import { LightningElement, api, wire } from 'lwc';
import { MessageContext, publish } from 'lightning/messageService';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import LANGUAGE from '@salesforce/i18n/lang';
import { CHANNELS, DIAL_CHANNEL } from 'c/flexChannels';
import { fieldsToRead, numbersOf } from 'c/flexNumbers';
import { textsIn } from 'c/flexTexts';

/** A quick action without a window, for record pages: Flex calls the first number of the record. */
export default class FlexCall extends LightningElement {
    @api recordId;
    @api objectApiName;
    @wire(MessageContext) context;
    @wire(getObjectInfo, { objectApiName: '$objectApiName' }) info;
    @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' }) record;

    get fields() {
        return fieldsToRead(this.info?.data);
    }

    @api invoke() {
        const [first] = numbersOf(this.info?.data, this.record?.data);
        if (first === undefined) {
            const { call, noNumber } = textsIn(LANGUAGE);
            this.dispatchEvent(new ShowToastEvent({ title: call, message: noNumber, variant: 'warning' }));
            return;
        }
        publish(this.context, CHANNELS[DIAL_CHANNEL], first.click);
    }
}
