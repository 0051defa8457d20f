// Globals of Node that some of Flex's dependencies expect.
import { Buffer } from 'buffer';
import process from 'process/browser';

export { Buffer, process };
