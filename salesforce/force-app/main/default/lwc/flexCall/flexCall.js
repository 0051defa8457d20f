import { LightningElement, api, wire } from 'lwc';
import { MessageContext } from 'lightning/messageService';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import LANGUAGE from '@salesforce/i18n/lang';
import { dial, warn } from 'c/flexDialling';
import { answersOf, fieldsToRead, numbersOf } from 'c/flexNumbers';
import { textsIn } from 'c/flexTexts';

/** A quick action without a window, for record pages: Flex calls the first number of the record. */
export default class FlexCall extends LightningElement {
    @api recordId;
    @api objectApiName;
    @wire(MessageContext) context;
    info;
    record;
    isAsked = false;

    @wire(getObjectInfo, { objectApiName: '$objectApiName' })
    takeInfo(info) {
        this.info = info;
        this.callIfRead();
    }

    @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
    takeRecord(record) {
        this.record = record;
        this.callIfRead();
    }

    get fields() {
        return fieldsToRead(this.info?.data);
    }

    @api invoke() {
        this.isAsked = true;
        this.callIfRead();
    }

    /** Call, or say why not. The agent may press the button while Salesforce is still loading the record. */
    callIfRead() {
        const { info, record, isRead } = answersOf(this);
        if (!this.isAsked || !isRead) {
            return;
        }
        this.isAsked = false;
        const [first] = numbersOf(info, record);
        if (first === undefined) {
            warn(this, textsIn(LANGUAGE).noNumber);
        } else {
            dial(this, first.click);
        }
    }
}
