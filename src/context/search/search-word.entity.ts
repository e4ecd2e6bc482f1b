import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A word that documents have, for whoever mistypes it; gone with the last of them. */
@Entity('search_words')
@Index('search_words_slips', { synchronize: false })
export class SearchWord {
  @PrimaryColumn('text') word: string;
  @Column('int') documents: number;
  /** The word, and the word without each of its letters. */
  @Column('text', { array: true }) slips: string[];
}
