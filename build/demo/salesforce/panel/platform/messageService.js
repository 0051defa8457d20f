// Lightning Message Service among the components of this page.
import { provided, tell } from './core.js';

export const APPLICATION_SCOPE = Symbol('application scope');
export const MessageContext = provided('MessageContext');
const subscriptions = new Set();

export function subscribe(_context, channel, listener) {
  const subscription = { channel, listener };
  subscriptions.add(subscription);
  tell('subscribe', { channel });
  return subscription;
}

export function unsubscribe(subscription) {
  subscriptions.delete(subscription);
  tell('unsubscribe', { channel: subscription.channel });
}

export function publish(_context, channel, message) {
  tell('publish', { channel, message });
  deliver(channel, message);
}

export function deliver(channel, message) {
  [...subscriptions].filter((one) => one.channel === channel).forEach(({ listener }) => listener(message));
}
