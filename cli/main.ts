import '../lib/core/compile-cache';

import { endProcessWith } from './io/exit';
import { processIo } from './io/io';
import { btpIsc } from './program';

const io = processIo();

void endProcessWith(btpIsc(process.argv.slice(2), io), io);
