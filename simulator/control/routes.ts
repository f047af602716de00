import type { Route } from '../http/route';
import { faultRoutes } from './faultRoutes';
import { leverRoutes } from './levers';
import { marketRoutes } from './marketRoutes';
import { requestRoutes } from './requestRoutes';
import { settingRoutes } from './settingRoutes';
import { stateRoutes } from './stateRoute';

/** What Partner Center has not: the simulator's own levers and eyes, for tests and demonstrations. No token needed. */
export const controlRoutes: readonly Route[] = [
  ...stateRoutes,
  ...requestRoutes,
  ...faultRoutes,
  ...marketRoutes,
  ...settingRoutes,
  ...leverRoutes,
];
