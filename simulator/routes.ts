import { controlRoutes } from './control/routes';
import type { Route } from './http/route';
import { acceptanceRoutes } from './pages/acceptance';
import { overviewRoutes } from './pages/overview';
import { addressRoutes } from './resources/addresses';
import { agreementRoutes } from './resources/agreements';
import { attestationRoutes } from './resources/attestations';
import { cartRoutes } from './resources/carts';
import { checkoutRoutes } from './resources/checkout';
import { countryRoutes } from './resources/countryRules';
import { customerRoutes } from './resources/customers';
import { domainRoutes } from './resources/domains';
import { orderRoutes } from './resources/orders';
import { priceSheetRoutes } from './resources/priceSheet';
import { productRoutes } from './resources/products';
import { profileRoutes } from './resources/profiles';
import { promotionRoutes } from './resources/promotions';
import { qualificationRoutes } from './resources/qualifications';
import { relationshipRoutes } from './resources/relationships';
import { subscriptionRoutes } from './resources/subscriptions';
import { tokenRoutes } from './tokens';

/** Every route of the simulator. Literal paths come before parameters in the same place. */
export const routes: readonly Route[] = [
  ...overviewRoutes,
  ...acceptanceRoutes,
  ...controlRoutes,
  ...tokenRoutes,
  ...domainRoutes,
  ...addressRoutes,
  ...countryRoutes,
  ...relationshipRoutes,
  ...qualificationRoutes,
  ...customerRoutes,
  ...agreementRoutes,
  ...attestationRoutes,
  ...profileRoutes,
  ...productRoutes,
  ...promotionRoutes,
  ...priceSheetRoutes,
  ...cartRoutes,
  ...checkoutRoutes,
  ...orderRoutes,
  ...subscriptionRoutes,
];
