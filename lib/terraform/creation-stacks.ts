import { Node } from 'constructs';

/**
 * Does work in which cdktf keeps no stack trace for each token that it makes, and no place for one with each element. They
 * are to lead from a faulty token to the line that made it; where this library makes them all, from a landscape, they lead
 * nowhere, and cost a third of the time and most of the memory (docs/performance.md). Errors keep theirs: an error takes it
 * when it is made, not by this function.
 */
export function withoutCreationStacks<T>(work: () => T): T {
  const { captureStackTrace } = Error;
  const { addMetadata } = Node.prototype;
  Error.captureStackTrace = () => {};
  Node.prototype.addMetadata = function (this: Node, type, ...rest) {
    if (type !== PLACE_FOR_STACK) addMetadata.call(this, type, ...rest);
  };
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
    Node.prototype.addMetadata = addMetadata;
  }
}

/** What every element of cdktf is given when it is made, with no trace in it unless somebody asks for one. */
const PLACE_FOR_STACK = 'stacktrace';
