// Globals of Node that some of Flex's dependencies take for granted.
import { Buffer } from 'buffer';
import process from 'process/browser';

export { Buffer, process };
