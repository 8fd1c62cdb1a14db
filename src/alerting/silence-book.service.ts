import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HistoryArchive } from '../history/history-archive.service';
import { iso } from '../http/iso';
import { ProblemException } from '../http/problem';
import { badInput } from '../http/validation';
import { Clock } from '../monitor/clock';
import { AlertRecorder } from './alert-recorder.service';
import type { CreateSilenceDto, SilenceDto } from './dto/silence.dto';
import type { Silence } from './policy/silence';
import { alertTables } from './store/alert-tables';
import { addSilence, readSilences, removeSilence } from './store/silences';

/** Keeps silences. */
@Injectable()
export class SilenceBook {
  constructor(
    private readonly archive: HistoryArchive,
    private readonly recorder: AlertRecorder,
    private readonly clock: Clock,
  ) {}

  /** All that have not ended. @throws ProblemException 503 without a store */
  async list(): Promise<SilenceDto[]> {
    const silences = await this.archive.ask((store) =>
      store.query((db) => readSilences(alertTables(db), this.clock.now())),
    );
    return silences.map(toDto);
  }

  /**
   * @throws ProblemException 400 for an unknown service or an end that has passed, 409 when there are
   * too many, 503
   */
  async create(
    { service, until, reason }: CreateSilenceDto,
    createdBy: string,
  ): Promise<SilenceDto> {
    const from = this.clock.now();
    const end = Date.parse(until);
    if (end <= from) throw badInput([{ field: 'until', problem: 'must be in the future' }]);
    const about = service === 'all' ? {} : this.archive.inQuery(service);
    const silence: Silence = { id: randomUUID(), from, until: end, reason, createdBy, ...about };
    const hasRoom = await this.archive.ask((store) =>
      store.transaction((db) => addSilence(alertTables(db), silence)),
    );
    if (!hasRoom) throw new ProblemException(409, 'There are too many silences; remove some first');
    return toDto(silence);
  }

  /** @throws ProblemException 404, 503 */
  async remove(id: string): Promise<void> {
    const wasThere = await this.archive.ask((store) =>
      store.transaction((db) => removeSilence(alertTables(db), id)),
    );
    if (!wasThere) throw new ProblemException(404, 'No such silence');
    await this.recorder.review();
  }
}

function toDto({ id, service = 'all', from, until, reason, createdBy }: Silence): SilenceDto {
  return { id, service, from: iso(from), until: iso(until), reason, created_by: createdBy };
}
