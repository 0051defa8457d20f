import { LightningElement, api, wire } from 'lwc';
import { APPLICATION_SCOPE, MessageContext, publish, subscribe, unsubscribe } from 'lightning/messageService';
import { CurrentPageReference, NavigationMixin } from 'lightning/navigation';
import { encodeDefaultFieldValues } from 'lightning/pageReferenceUtils';
import { EnclosingUtilityId, enablePopout, getInfo, open, updateUtility } from 'lightning/platformUtilityBarApi';
import { IsConsoleNavigation, getFocusedTabInfo, openTab } from 'lightning/platformWorkspaceApi';
import { getRecord, notifyRecordUpdateAvailable } from 'lightning/uiRecordApi';
import getFacts from '@salesforce/apex/FlexHost.facts';
import save from '@salesforce/apex/FlexHost.save';
import saveOnce from '@salesforce/apex/FlexHost.saveOnce';
import search from '@salesforce/apex/FlexHost.search';
import hasAccess from '@salesforce/customPermission/Flex_Agent';
import LANGUAGE from '@salesforce/i18n/lang';
import TAB_FOCUSED from '@salesforce/messageChannel/lightning__tabFocused';
import { CHANNELS, DIAL_CHANNEL } from 'c/flexChannels';
import { dialling, panels, remove } from 'c/flexDialling';
import {
    RELEASE,
    frameAddress,
    popFor,
    readHello,
    readRequest,
    recordOf,
    recordOfTab,
    recordsById,
    searchTerms,
    viewFields,
    viewOf,
    written
} from 'c/flexProtocol';
import { filled, textsIn } from 'c/flexTexts';

const TEXTS = textsIn(LANGUAGE);

/** A refusal for which the protocol has a code. */
class Refusal extends Error {
    constructor(code) {
        super(code);
        this.code = code;
    }
}

/** Return what Salesforce says about an error, '' if nothing. */
function messageOf(error) {
    const message = error?.body?.message;
    return typeof message === 'string' ? message : '';
}

/**
 * Show Flex in the utility bar, and connect it to Salesforce as a softphone. Flex says hello to the page around its
 * frame; the welcome carries one end of a MessagePort, which is private to the two. flexProtocol decides which messages
 * are valid; this component makes the calls of the platform.
 */
export default class FlexPanel extends NavigationMixin(LightningElement) {
    @api flexAddress;
    @wire(EnclosingUtilityId) utilityId;
    @wire(IsConsoleNavigation) isConsole;
    @wire(MessageContext) context;
    otherOrigin = ''; // of the page in the frame, if it is not that of the address
    refusal = ''; // why Salesforce refuses the facts
    viewedId;
    viewedFields;
    // The rest is private to the component and shown nowhere.
    facts = null;
    helloId = '';
    session = null; // the latest port, and the events that Flex listens to through it
    subscriptions = [];
    page = {};
    view = null; // null until it is known
    looks = 0;

    get address() {
        return frameAddress(this.flexAddress);
    }

    /** The text above Flex about the first problem. */
    get notice() {
        if (this.address === null) {
            return TEXTS.noAddress;
        }
        if (this.otherOrigin) {
            return filled(TEXTS.otherAddress, this.otherOrigin); // the login may have led there
        }
        if (!hasAccess) {
            return TEXTS.noAccess;
        }
        return this.refusal ? filled(TEXTS.refused, this.refusal) : '';
    }

    connectedCallback() {
        panels.push(this);
        this.listener = (event) => this.hear(event);
        window.addEventListener('message', this.listener);
        this.tabs = subscribe(this.context, TAB_FOCUSED, () => this.lookAtTab(), { scope: APPLICATION_SCOPE });
        if (hasAccess) {
            this.askFacts(); // so that no other component can answer the first hello much earlier
        }
    }

    disconnectedCallback() {
        remove(panels, this);
        window.removeEventListener('message', this.listener);
        unsubscribe(this.tabs);
        this.helloId = ''; // a hello that still waits for the facts gets no answer
        this.retire();
    }

    // The handshake

    /** Accept a hello of our own frame; ignore all other messages to the window. */
    async hear(event) {
        const frame = this.refs.frame?.contentWindow;
        const origin = this.address?.origin;
        if (!frame || event.source !== frame) {
            return;
        }
        const hello = readHello(event.data);
        if (hello === null || hello.id === this.helloId) {
            return;
        }
        this.otherOrigin = event.origin === origin ? '' : event.origin;
        if (this.otherOrigin) {
            return;
        }
        this.helloId = hello.id;
        if (hello.sorry) {
            frame.postMessage(JSON.stringify({ flexSfdc: 'sorry', id: hello.id, versions: hello.sorry }), origin);
            return;
        }
        const facts = await this.readFacts();
        if (facts !== null && this.helloId === hello.id) {
            const { port1, port2 } = new MessageChannel();
            this.retire();
            this.openSession(port1);
            const { id, version } = hello;
            frame.postMessage(JSON.stringify({ flexSfdc: 'welcome', id, version, facts }), origin, [port2]);
        }
    }

    /** Return the facts of the handshake, or null if Salesforce does not answer: Flex says hello again. */
    async readFacts() {
        const missing = [];
        if (!hasAccess) {
            missing.push('access');
        } else if (this.facts === null) {
            await this.askFacts();
            if (this.facts === null) {
                return null;
            }
        }
        if (this.facts?.savesTasks === false) {
            missing.push('task');
        }
        if (this.facts?.savesOnce !== true) {
            missing.push('key');
        }
        if (this.facts?.marksUpdates === false) {
            missing.push('mark');
        }
        return {
            release: RELEASE,
            console: this.isConsole === true,
            savesOnce: this.facts?.savesOnce === true,
            missing,
            channels: Object.keys(CHANNELS),
            popout: Boolean(this.utilityId),
            clicks: true
        };
    }

    async askFacts() {
        try {
            const facts = await getFacts();
            this.facts = this.facts || facts;
            this.refusal = '';
        } catch (error) {
            this.refusal = this.facts === null ? messageOf(error) : '';
        }
    }

    openSession(port) {
        const session = { port, pings: 0, clicks: false, view: false, channels: new Set() };
        port.onmessage = ({ data }) => this.receive(session, data);
        this.session = session;
    }

    /** End a session whose page has made way for another, such as the login: a click must not go there unnoticed. */
    changePage() {
        // The page of the session may itself load only now. Flex pings at once and then every minute, so after its
        // second ping this is another page; if not, Flex says hello again.
        if (this.session?.pings > 1) {
            this.retire();
        }
    }

    /** End the session: answer none of its further requests, and remove its listeners. */
    retire() {
        this.subscriptions.forEach((subscription) => unsubscribe(subscription));
        this.subscriptions = [];
        this.session = null;
        remove(dialling, this);
    }

    // Requests

    async receive(session, data) {
        const request = session === this.session ? readRequest(data, Object.keys(CHANNELS)) : null;
        if (request === null) {
            return;
        }
        const { id } = request;
        const answer = request.code
            ? { success: false, errors: [{ code: request.code }] }
            : await this.perform(request);
        const text = written({ id, ...answer }) || written({ id, success: false, errors: [{ code: 'PLATFORM' }] });
        session.port.postMessage(text);
    }

    /** Carry out a valid request; return the answer without its id. */
    async perform({ call, values }) {
        try {
            if (call === 'save') {
                return await this.save(values);
            }
            const result = await this[`on_${call}`](values);
            return { success: true, value: result === undefined ? true : result };
        } catch (error) {
            return { success: false, errors: [this.explain(error)] };
        }
    }

    explain(error) {
        const message = messageOf(error);
        const code = error instanceof Refusal ? error.code : 'PLATFORM';
        return message ? { code, message } : { code };
    }

    on_ping() {
        this.session.pings++;
    }

    on_listen({ what, channel }) {
        const { session } = this;
        if (what === 'view') {
            session.view = true;
            this.tellView();
        } else if (what === 'clicks') {
            session.clicks = true;
            remove(dialling, this);
            dialling.push(this);
            this.subscribeOnce(DIAL_CHANNEL);
        } else {
            session.channels.add(channel);
            this.subscribeOnce(channel);
        }
    }

    on_publish({ channel, message }) {
        publish(this.context, CHANNELS[channel], message);
    }

    async on_pop({ recordId }) {
        if (this.isConsole) {
            await openTab({ recordId, focus: true });
        } else {
            this.navigate('standard__recordPage', { recordId, actionName: 'view' });
        }
    }

    async on_page({ path }) {
        if (this.isConsole) {
            await openTab({ url: path, focus: true });
        } else {
            this.navigate('standard__webPage', { url: path });
        }
    }

    async on_search({ term, kind, show, fields }) {
        this.requireAccess();
        const records = recordsById(await search({ terms: searchTerms(term, kind), kind }));
        if (show) {
            await this.show(Object.keys(records), term, fields);
        }
        return records;
    }

    on_result({ term, recordIds }) {
        return this.show(recordIds, term, {});
    }

    on_refresh({ recordIds }) {
        return notifyRecordUpdateAvailable(recordIds.map((recordId) => ({ recordId }))).then(() => true);
    }

    /** Open the panel for a component of the page. */
    openItem() {
        this.on_open().catch(() => {}); // the platform may not have provided the item yet
    }

    async on_open() {
        const { utilityVisible, utilityPoppedOut } = await getInfo(this.item());
        if (!utilityVisible && !utilityPoppedOut) {
            await open(this.item(), { autoFocus: false });
        }
    }

    async on_icon({ icon }) {
        await updateUtility(this.item(), { icon });
    }

    async on_label({ label }) {
        await updateUtility(this.item(), { label });
    }

    async on_popout({ allowed }) {
        await enablePopout(this.item(), allowed, { disabledText: TEXTS.noPopout });
    }

    async save({ key, id, fields, marks }) {
        this.requireAccess();
        const body = JSON.stringify(fields);
        const isOnce = key !== undefined && this.facts?.savesOnce === true;
        const saved = isOnce
            ? await saveOnce({ key, fields: body, marks: marks || [] })
            : await save({ activityId: id || null, fields: body, marks: marks || [] });
        if (saved.errors.length > 0) {
            return { success: false, errors: saved.errors };
        }
        const value = { id: saved.id || '', existed: id !== undefined || saved.existed };
        if (!isOnce) {
            return { success: true, value };
        }
        const updated = saved.updated ? { updated: saved.updated } : {};
        return { success: true, value: { ...value, edited: saved.edited, ...updated } };
    }

    requireAccess() {
        if (!hasAccess) {
            throw new Refusal('NO_ACCESS');
        }
    }

    /** Return the id of this utility item, which the platform provides a moment after the component. */
    item() {
        if (!this.utilityId) {
            throw new Refusal('NOT_READY');
        }
        return this.utilityId;
    }

    // What the agent sees

    navigate(type, attributes, state) {
        this[NavigationMixin.Navigate](state ? { type, attributes, state } : { type, attributes });
    }

    /** Show what a search has found, as the org's rules define. */
    async show(recordIds, term, fields) {
        const pop = popFor(recordIds.length, this.facts?.pops);
        if (pop.show === 'Record') {
            await this.on_pop({ recordId: recordIds[0] });
        } else if (pop.show === 'Search') {
            this.navigate('standard__search', {}, { term });
        } else if (pop.show === 'New record') {
            const defaultFieldValues = encodeDefaultFieldValues(fields);
            this.navigate(
                'standard__objectPage',
                { objectApiName: pop.object, actionName: 'new' },
                { defaultFieldValues }
            );
        }
    }

    @wire(CurrentPageReference)
    goTo(reference) {
        this.look(recordOf(reference));
    }

    /** Look at the focused tab of a console, which does not change the page reference for every tab. */
    async lookAtTab() {
        const looks = ++this.looks;
        const tab = await getFocusedTabInfo().catch(() => null); // no tab has the focus
        if (tab !== null && looks === this.looks) {
            this.look(recordOfTab(tab));
        }
    }

    look(page) {
        this.looks++;
        const isKnown = page.recordId === this.page.recordId && (page.recordId !== undefined || this.view !== null);
        if (isKnown && (this.page.objectType || !page.objectType)) {
            return;
        }
        this.page = page;
        this.view = page.objectType ? null : page; // a record is viewed once `see` has its name
        this.viewedFields = page.objectType ? viewFields(page.objectType) : undefined;
        this.viewedId = page.objectType ? page.recordId : undefined;
        this.tellView();
    }

    /** Report the record in view as soon as its data has arrived: a person account counts as its contact. */
    @wire(getRecord, { recordId: '$viewedId', optionalFields: '$viewedFields' })
    see({ data, error }) {
        const isCurrent = this.page.recordId && (error || data?.id?.slice(0, 15) === this.page.recordId.slice(0, 15));
        if (isCurrent && this.viewedId) {
            this.view = viewOf(this.page, data?.fields);
            this.tellView();
        }
    }

    // Events

    tellView() {
        if (this.session?.view && this.view !== null) {
            this.tell({ event: 'view', value: this.view });
        }
    }

    subscribeOnce(channel) {
        const { session } = this;
        if (session.subscribed?.has(channel)) {
            return;
        }
        const listener = (message) => this.hearComponent(channel, message);
        this.subscriptions.push(subscribe(this.context, CHANNELS[channel], listener, { scope: APPLICATION_SCOPE }));
        session.subscribed = (session.subscribed || new Set()).add(channel);
    }

    /** Pass on a message from another component. A message on the channel of the call buttons is a click. */
    hearComponent(channel, message) {
        if (channel === DIAL_CHANNEL && this.session?.clicks) {
            if (dialling.at(-1) === this) {
                this.tell({ event: 'click', value: message });
            }
        } else if (this.session?.channels.has(channel)) {
            this.tell({ event: 'channel', channel, value: message });
        }
    }

    /** Send an event, unless another component has published what no message can hold. */
    tell(event) {
        const text = written(event);
        if (text !== undefined) {
            this.session.port.postMessage(text);
        }
    }
}
