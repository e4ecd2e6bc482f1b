import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a customer, a message or a fact is found by; its text stays where it is. `id` is theirs. */
@Entity('search_documents')
@Index('search_documents_tokens', { synchronize: false })
@Index('search_documents_customer', ['customerId'])
export class SearchDocument {
  @PrimaryColumn('uuid') id: string;
  @Column('int') segment: number;
  @Column('uuid') customerId: string;
  @Column('timestamptz') at: Date;
  @Column('tsvector', { select: false }) tokens: string;
}
