import { PromiseDecision } from './promises/promise-decision.entity.js';
import { FactPattern } from './facts/fact-pattern.entity.js';
import { AskedQuestion } from './known/asked-question.entity.js';
import { Panel } from './panels/panel.entity.js';
import { PanelAnswer } from './panels/panel-answer.entity.js';
import { SearchDocument } from './search/search-document.entity.js';
import { SearchProgress } from './search/search-progress.entity.js';
import { SearchSegment } from './search/search-segment.entity.js';
import { SearchWord } from './search/search-word.entity.js';
import { PageView } from './touchpoints/page-view.entity.js';
import { Touchpoint } from './touchpoints/touchpoint.entity.js';
import { TouchpointKey } from './touchpoints/touchpoint-key.entity.js';

const journeyEntities = [Panel, PanelAnswer, Touchpoint, TouchpointKey, PageView];

export const contextEntities = [
  ...journeyEntities,
  FactPattern,
  AskedQuestion,
  PromiseDecision,
  SearchSegment,
  SearchDocument,
  SearchWord,
  SearchProgress,
];
