import '../lib/loading/compile-cache';

import { btpIsc } from './program';
import { endProcessWith } from './terminal/endings';
import { processIo } from './terminal/io';

const io = processIo();

void endProcessWith(btpIsc(process.argv.slice(2), io), io);
