import type { Browser } from 'playwright-core';
import { describeWithChromium, launchChromium } from './chromium';
import { startProduct, type Product } from './product';

/** A started product, and a browser to look at it with. */
export interface InChromium {
  readonly product: Product;
  readonly browser: Browser;
}

/** `describeWithChromium` for tests that share one product; it and the browser are there once a test runs. */
export function describeProductInChromium(name: string, tests: (at: InChromium) => void): void {
  describeWithChromium(name, () => {
    let started: InChromium;
    beforeAll(async () => {
      const [product, browser] = await Promise.all([startProduct(), launchChromium()]);
      started = { product, browser };
    });
    afterAll(async () => {
      await started.browser.close();
      await started.product.stop();
    });
    tests({
      get product() {
        return started.product;
      },
      get browser() {
        return started.browser;
      },
    });
  });
}
