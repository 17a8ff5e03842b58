/** OCEL 2.0 (and the JSON of 1.0): events that are about several objects each. What all three ways of writing it hold. */
import { FileProblem } from '../file-problem.ts';

export interface OcelRelation {
  object: string;
  qualifier: string;
}

export interface OcelEvent {
  /** Position of the event in the log, from 1. */
  record: number;
  line: number;
  id: string;
  type: string;
  time: string;
  attributes: ReadonlyMap<string, string>;
  relations: readonly OcelRelation[];
}

/** Object id -> its type. */
export type ObjectTypes = ReadonlyMap<string, string>;

export interface OcelLog {
  objectTypes(): Promise<ObjectTypes>;
  events(): AsyncGenerator<OcelEvent>;
}

const MOST_OBJECTS = 1_000_000;

/** Types of objects as they are met. @throws FileProblem `too-many-objects` */
export class ObjectTypeList extends Map<string, string> {
  add(id: string, type: string): void {
    if (this.size >= MOST_OBJECTS)
      throw new FileProblem(
        'too-many-objects',
        `日志中的对象超过 ${MOST_OBJECTS} 个,请分段导出。`,
        `The log holds more than ${MOST_OBJECTS} objects; export it in parts.`,
      );
    this.set(id, type);
  }
}
