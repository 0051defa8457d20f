/**
 * The message channels that Flex can use. Imports of channels are static, so each channel needs a line here:
 * those that the plugin's settings name as record_channel, dial_channel and event_channel.
 */
import FlexDial__c from '@salesforce/messageChannel/FlexDial__c';
import FlexEvents__c from '@salesforce/messageChannel/FlexEvents__c';
import FlexRecords__c from '@salesforce/messageChannel/FlexRecords__c';

/** Each channel by its name. */
export const CHANNELS = { FlexDial__c, FlexEvents__c, FlexRecords__c };

/** The channel on which the call buttons of this package publish. */
export const DIAL_CHANNEL = 'FlexDial__c';
