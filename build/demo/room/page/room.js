// The control room: the events that can happen around the agent, the current state, and the log.

import { Configuration } from './configuration.js';
import { Controls } from './controls.js';
import { announce, el } from './dom.js';
import { LivePage } from './live.js';
import { Log } from './log.js';
import { Now, SalesforceData } from './now.js';
import { setUpSplitter, setUpTabs } from './panes.js';
import { listen, load } from './server.js';

const part = (id) => document.getElementById(id);

function showConnected(isConnected) {
  const wasLost = !part('lost').hidden;
  part('connection').dataset.is = isConnected ? 'connected' : 'lost';
  part('connection').textContent = isConnected ? 'Connected' : 'Not connected';
  part('main').inert = !isConnected;
  part('modes').inert = !isConnected;
  part('lost').hidden = isConnected;
  part('lost').replaceChildren();
  if (!isConnected) {
    const command = el('code', {}, 'python3 package.py demo');
    part('lost').append('The demo has ended. Start it again with ', command, '; it opens a new control room. The log stays here.');
  } else if (wasLost) {
    announce('Connected again');
  }
}

async function open() {
  setUpTabs(document.querySelector('[role=tablist]'));
  const setLogHeight = setUpSplitter(part('splitter'));
  const log = new Log(part('log'));
  const [commands, schema] = await Promise.all([load('commands'), load('schema')]);
  const controls = new Controls(part('controls'), part('modes'), commands);
  const views = [
    new Now(part('controls'), commands),
    controls,
    new SalesforceData(part('data')),
    new Configuration(part('configuration'), schema, commands),
    new LivePage(part('live'), part('tab-live'), setLogHeight),
  ];
  listen({
    onState: (state) => {
      for (const view of views) {
        view.update(state);
      }
    },
    onLog: (entry) => {
      if (entry.kind === 'demo' && entry.details.command) {
        controls.noteCommand(entry.details.command);
      }
      log.write(entry);
    },
    onConnected: showConnected,
  });
}

open().catch(() => showConnected(false));
