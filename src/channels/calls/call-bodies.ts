import { IsIn } from 'class-validator';

export class RecordingBody {
  @IsIn(['start', 'pause', 'resume', 'stop'])
  action: 'start' | 'pause' | 'resume' | 'stop';
}
