import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { linePattern, maxCandidateLength, maxSdpLength } from '../../contracts/call-sockets.js';

const line = new RegExp(linePattern);
const lineRule = { message: 'must be 8 to 64 letters, digits or hyphens' };

export class StartCallBody {
  @Matches(line, lineRule)
  line: string;
}

export class CallBody {
  @IsUUID()
  callId: string;
}

export class JoinCallBody extends CallBody {
  @Matches(line, lineRule)
  line: string;
}

export class SdpBody extends CallBody {
  @Matches(line, lineRule)
  to: string;

  @IsString()
  @Length(1, maxSdpLength)
  sdp: string;
}

export class IceBody extends CallBody {
  @Matches(line, lineRule)
  to: string;

  @IsString()
  @MaxLength(maxCandidateLength)
  candidate: string;

  @IsOptional()
  @IsString()
  @MaxLength(256)
  sdpMid?: string | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(64)
  sdpMLineIndex?: number | null;

  @IsOptional()
  @IsString()
  @MaxLength(256)
  usernameFragment?: string | null;
}

export class MuteBody extends CallBody {
  @IsBoolean()
  on: boolean;
}
