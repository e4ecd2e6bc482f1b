import { Attachment } from './attachments/attachment.entity.js';
import { Conversation } from './conversation.entity.js';
import { ConversationEventRow } from './conversation-event.entity.js';
import { Mention } from './mention.entity.js';
import { MergeSplit } from './merge-split.entity.js';
import { Message } from './message.entity.js';
import { ReadMark } from './read-mark.entity.js';

export const conversationsEntities = [Conversation, Message, ConversationEventRow, ReadMark, Attachment, MergeSplit, Mention];
