// Twilio's CDN file (twilio-flex.unbundled-react.min.js) sets window.Twilio.Flex; the npm package is a library that does not.
const Flex = require('@twilio/flex-ui');

window.Twilio = window.Twilio || {};
window.Twilio.Flex = Flex;
