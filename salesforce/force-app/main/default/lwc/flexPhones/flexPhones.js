import { LightningElement, api, wire } from 'lwc';
import { MessageContext } from 'lightning/messageService';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import LANGUAGE from '@salesforce/i18n/lang';
import { dial } from 'c/flexDialling';
import { answersOf, fieldsToRead, numbersOf } from 'c/flexNumbers';
import { filled, textsIn } from 'c/flexTexts';

/** The phone numbers of a record, for record pages: Flex calls the number that the agent clicks. */
export default class FlexPhones extends LightningElement {
    @api recordId;
    @api objectApiName;
    @wire(MessageContext) context;
    texts = textsIn(LANGUAGE);
    @wire(getObjectInfo, { objectApiName: '$objectApiName' }) info;
    @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' }) record;

    get fields() {
        return fieldsToRead(this.info?.data);
    }

    get numbers() {
        const { info, record } = answersOf(this);
        return numbersOf(info, record).map(({ apiName, label, click }) => ({
            apiName,
            click,
            text: `${label}: ${click.number}`,
            title: filled(this.texts.callNumber, label, click.number)
        }));
    }

    get isEmpty() {
        return answersOf(this).isRead && this.numbers.length === 0;
    }

    call(event) {
        const { click } = this.numbers[Number(event.currentTarget.dataset.index)];
        dial(this, click);
    }
}
