import { Body, Controller, Get, Put } from '@nestjs/common';
import { readsTimeModel, TIME_PARAMETERS } from '../../metrics/burden/time-model.ts';
import { catalogue } from '../../metrics/catalogue.ts';
import { Allow } from '../access/policy.ts';
import { Caller, type Principal } from '../access/principal.ts';
import { ROLES } from '../contract.ts';
import { TimeModelChangeOrder, TimeModelState, type TimeNumbers } from '../contract-time-model.ts';
import { Answers } from '../http/answers.ts';
import { shanghaiTime } from '../shanghai-time.ts';
import { TimeModel } from './time-model.ts';

const HISTORY = 100;
const USES = catalogue.filter(readsTimeModel).map(({ id }) => id);

/** Like what is set for rules: whoever is signed in may see it, reform office and administrator change it. */
@Controller('api/v1/time-model')
export class TimeModelController {
  constructor(private readonly model: TimeModel) {}

  @Get()
  @Allow(...ROLES)
  @Answers(TimeModelState, { summary: { zh: '用时模型的取值与修改记录', en: 'The time model and its history' } })
  async state(): Promise<TimeModelState> {
    const [{ edition, numbers }, history] = await Promise.all([this.model.present(), this.model.history(HISTORY)]);
    return {
      edition,
      parameters: TIME_PARAMETERS.map(({ name, value, unit, low, high, terms }) => ({
        name,
        value: numbers[name],
        default: value,
        low,
        high,
        unit,
        terms,
      })),
      uses: USES,
      history: history.map((one) => ({
        edition: one.id,
        numbers: JSON.parse(one.numbers) as TimeNumbers,
        note: one.note,
        at: shanghaiTime(one.changedAt),
        by: one.changedBy,
      })),
    };
  }

  /** Everything is computed again in the background; until then pages show what was computed before. */
  @Put()
  @Allow('reform', 'administrator')
  @Answers(TimeModelState, { summary: { zh: '修改用时模型', en: 'Set the time model' } })
  async change(
    @Body({ schema: TimeModelChangeOrder }) { numbers, note }: TimeModelChangeOrder,
    @Caller() caller: Principal,
  ): Promise<TimeModelState> {
    await this.model.change(numbers, note, caller.name);
    return this.state();
  }
}
