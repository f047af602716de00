import { Lane } from './lane';
import { wrongWith } from './verdict';

jest.setTimeout(120_000);

test('Submit clicked 20 times at once, from two channels, makes one submission', async () => {
  const lane = await Lane.open();
  try {
    const product = await lane.start();
    const clerk = lane.clerk(product);
    await clerk.begin();
    await clerk.accept(await clerk.goOn(/^Review[^]*Acceptance page/));
    const review = await clerk.pricedReview();
    // The same person (in development everybody is) has the same card in another channel.
    const elsewhere = lane.clerk(product, { channel: 'emulator' }).client;
    const click = review.click('Submit', { f_partnerAttestation: 'true' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? clerk.client : elsewhere).click(click),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await clerk.goOn(/Customer added/);
    expect(await wrongWith(lane, clerk)).toEqual([]);
    const list = (await clerk.client.say('status')).card;
    expect(list?.buttons().filter((title) => title === 'Show')).toHaveLength(1);
  } finally {
    await lane.close();
  }
});
