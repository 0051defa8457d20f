import { LightningElement, api, wire } from 'lwc';
import { MessageContext, publish } from 'lightning/messageService';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import { CHANNELS, DIAL_CHANNEL } from 'c/flexChannels';
import { numbersOf, phoneFields } from 'c/flexNumbers';

/** The phone numbers of a record, for record pages: Flex calls the one that the agent clicks. */
export default class FlexPhones extends LightningElement {
    @api recordId;
    @api objectApiName;
    @wire(MessageContext) context;
    @wire(getObjectInfo, { objectApiName: '$objectApiName' }) info;
    @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' }) record;

    get fields() {
        const fields = phoneFields(this.info?.data);
        return fields.length > 0 ? fields : undefined; // without fields, getRecord waits
    }

    get numbers() {
        return numbersOf(this.info?.data, this.record?.data).map(({ label, number }) => ({
            label,
            number,
            key: `${label} ${number}`,
            title: `Call ${label} ${number} with Flex`
        }));
    }

    get isEmpty() {
        return this.numbers.length === 0;
    }

    call(event) {
        const { number } = event.currentTarget.dataset;
        const { recordId, objectApiName: objectType } = this;
        publish(this.context, CHANNELS[DIAL_CHANNEL], { number, recordId, objectType });
    }
}
