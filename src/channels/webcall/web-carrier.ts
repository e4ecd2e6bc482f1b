import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CallCarriers, type CallCarrier } from '../calls/call-carriers.js';

/** The two pages carry the sound themselves and see from the call what to do: nobody needs to be told. */
@Injectable()
export class WebCarrier implements CallCarrier, OnModuleInit {
  readonly provider = 'webrtc' as const;

  constructor(private readonly carriers: CallCarriers) {}

  onModuleInit(): void {
    this.carriers.register(this);
  }

  connect = (): Promise<void> => Promise.resolve();
  wait = (): Promise<void> => Promise.resolve();
  hangup = (): Promise<void> => Promise.resolve();
  hold = (): Promise<void> => Promise.resolve();
  resume = (): Promise<void> => Promise.resolve();
}
