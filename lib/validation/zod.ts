// Before zod, which would load what nobody asks for.
import '../loading/on-demand';

export { z } from 'zod';
