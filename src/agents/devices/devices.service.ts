import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { systemActor } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { holdPresence } from '../presence.repository.js';
import { Presence } from '../presence.service.js';
import type { Device } from './device.js';
import { deviceLost, deviceSeen, forgetOldDevices, isKnownDevice } from './devices.repository.js';

/** A lease of 120 s need not be written for every call. */
const renewEveryMs = 10_000;
/** Notes of more devices than this are thrown away and made again. */
const maxNoted = 10_000;

/** What agents work with: each device that shows life keeps its agent, and the last one that goes starts the grace. */
@Injectable()
export class Devices implements OnModuleInit {
  /** When a call was last written down, by agent and device. */
  private readonly seenAt = new Map<string, Map<string, number>>();

  constructor(
    private readonly db: Database,
    private readonly presence: Presence,
    private readonly clock: Clock,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('devices long gone', async () => void (await forgetOldDevices(this.db)), 3_600_000);
  }

  /** A socket stands: a sign of life, and for one who was thought gone a moment ago their state again. */
  async connected(device: Device): Promise<void> {
    await this.db.transaction(async (tx) => {
      const known = await isKnownDevice(tx, device);
      await this.presence.deviceConnected({ tx, actor: systemActor }, device.agentId, known);
      await deviceSeen(tx, device);
    });
  }

  /** A socket still stands; asked every few seconds, well within the grace. */
  alive(device: Device): Promise<void> {
    return deviceSeen(this.db, device);
  }

  /** A socket closed. Changes no state: the sweep does, if nothing shows life before the grace is over. */
  async lost(device: Device): Promise<void> {
    // The next call is a sign of life after the loss and must be written, however soon it comes.
    this.seenAt.delete(device.agentId);
    await this.db.transaction(async (tx) => {
      await holdPresence(tx, device.agentId);
      await deviceLost(tx, device);
    });
  }

  /** A call over HTTP. Cheap: at most one write in 10 s per device and process. */
  async called(device: Device): Promise<void> {
    const now = this.clock.now();
    if (this.seenAt.size > maxNoted) this.seenAt.clear();
    const own = this.seenAt.get(device.agentId) ?? new Map<string, number>();
    this.seenAt.set(device.agentId, own);
    const last = own.get(device.id);
    if (last !== undefined && now - last < renewEveryMs) return;
    own.set(device.id, now);
    try {
      await deviceSeen(this.db, device);
    } catch (error) {
      // Not renewed: the next sign of life tries again.
      own.delete(device.id);
      throw error;
    }
  }
}
