import { Controller, Get } from '@nestjs/common';
import { Allow } from '../access/policy.ts';
import { Soundness } from '../contract-views.ts';
import { Answers } from '../http/answers.ts';
import { SoundnessService } from './soundness.service.ts';

/** Counts of checks of the whole county, of no unit and no person: whoever sees findings may see how right they are. */
@Controller('api/v1/soundness')
export class SoundnessController {
  constructor(private readonly soundness: SoundnessService) {}

  @Get()
  @Allow('leader', 'reform', 'auditor')
  @Answers(Soundness, {
    summary: { zh: '检测有多准:复核、校准与随机抽查', en: 'How right the detectors are, by back-checks' },
  })
  read(): Promise<Soundness> {
    return this.soundness.read();
  }
}
