import { receiptsAreAmended } from './amended-receipts.fixture';
import { countsArePosted } from './count-posting.fixture';
import { documentsArePosted } from './document-posting.fixture';
import { PostingFixture } from './posting.fixture';
import { receiptsArePosted } from './receipt-posting.fixture';

/** All share one platform: to start it takes longer than most of the tests. */
const posting = PostingFixture.open();

documentsArePosted(posting);
receiptsArePosted(posting);
receiptsAreAmended(posting);
countsArePosted(posting);
