import { WallboardToken } from './wallboards/wallboard-token.entity.js';

export const reportingEntities = [WallboardToken];
