// The package's components on the fake Lightning page: the panel in the utility bar, call buttons on record pages.
import '@lwc/synthetic-shadow';
import { createElement } from 'lwc';
import FlexCall from 'c/flexCall';
import FlexPanel from 'c/flexPanel';
import FlexPhones from 'c/flexPhones';
import { emit, settle } from './platform/core.js';
import { deliver } from './platform/messageService.js';

function place(name, component, parent, properties, isFirst = false) {
  const made = Object.assign(createElement(name, { is: component }), properties);
  parent[isFirst ? 'prepend' : 'append'](made);
  return made;
}

window.components = {
  deliver,
  emit,
  settle,
  panel: (parent, flexAddress) => place('c-flex-panel', FlexPanel, parent, { flexAddress }),
  phones: (parent, recordId, objectApiName) => place('c-flex-phones', FlexPhones, parent, { recordId, objectApiName }, true),
  call: (parent, recordId, objectApiName) => place('c-flex-call', FlexCall, parent, { recordId, objectApiName }),
};
