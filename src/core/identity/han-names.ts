/**
 * The common Chinese surnames: as they are written on the mainland, `/` as elsewhere, then in Latin letters (pinyin first,
 * then the spellings of Hong Kong, Taiwan and Singapore). Covers about nineteen in twenty people.
 */
const SURNAMES = `王 wang wong ong;李 li lee;张/張 zhang chang cheung teo;刘/劉 liu lau low;陈/陳 chen chan tan;杨/楊 yang yeung yeoh;黄/黃 huang wong ng;
赵/趙 zhao chao chiu;吴/吳 wu ng goh;周 zhou chow chou;徐 xu hsu tsui;孙/孫 sun suen;马/馬 ma mah;朱 zhu chu;胡 hu woo;郭 guo kuo kwok;何 he ho;
林 lin lam lim;高 gao kao ko;梁 liang leung;郑/鄭 zheng cheng tay;罗/羅 luo lo law;宋 song sung;谢/謝 xie hsieh tse;唐 tang tong;韩/韓 han hon;
曹 cao tsao;许/許 xu hsu hui koh;邓/鄧 deng teng tang;冯/馮 feng fung;曾 zeng tseng tsang;彭 peng pang;萧/蕭/肖 xiao hsiao siu;蔡 cai tsai choi chua;
潘 pan poon;田 tian tien;董 dong tung;袁 yuan yuen;于 yu;余 yu yee;叶/葉 ye yeh yip;蒋/蔣 jiang chiang;杜 du tu to;苏/蘇 su so;魏 wei ngai;程 cheng ching;
吕/呂 lu lyu lui;丁 ding ting;沈 shen shum sim;任 ren jen yam;姚 yao yiu;卢/盧 lu lo loo;傅 fu foo;钟/鍾 zhong chung;姜 jiang chiang keung;崔 cui tsui;
谭/譚 tan tam;廖 liao liu;范/範 fan;汪 wang;陆/陸 lu luk;金 jin chin kam;石 shi shih shek;戴 dai tai;贾/賈 jia chia;韦/韋 wei wai;夏 xia hsia ha;邱 qiu chiu yau;
方 fang fong;侯 hou hau;邹/鄒 zou chow;熊 xiong hung;孟 meng mang;秦 qin chin;白 bai pai pak;江 jiang chiang kong;阎/閻/闫 yan yen;薛 xue hsueh sit;
尹 yin;段 duan tuan;雷 lei lui;黎 li lai;史 shi shih;龙/龍 long lung;陶 tao to;贺/賀 he ho;顾/顧 gu ku koo;毛 mao mo;郝 hao;龚/龔 gong kung;邵 shao siu;
万/萬 wan man;钱/錢 qian chien;严/嚴 yan yim;武 wu mo;戚 qi;莫 mo mok;孔 kong hung;向 xiang;常 chang;汤/湯 tang tong;欧阳/歐陽 ouyang;司马/司馬 sima;
诸葛/諸葛 zhuge;上官 shangguan;司徒 situ szeto;东方/東方 dongfang;皇甫 huangfu;慕容 murong`;

/** Characters common in given names, with their pinyin; those written in two ways give both. */
const GIVEN = `伟/偉 wei;芳 fang;娜 na;敏 min;静/靜 jing;丽/麗 li;强/強 qiang;磊 lei;军/軍 jun;洋 yang;勇 yong;艳/艷 yan;杰/傑 jie;娟 juan;涛/濤 tao;明 ming;
超 chao;秀 xiu;霞 xia;平 ping;刚/剛 gang;桂 gui;英 ying;华/華 hua;玉 yu;兰/蘭 lan;红/紅 hong;建 jian;国/國 guo;文 wen;辉/輝 hui;鹏/鵬 peng;飞/飛 fei;
婷 ting;雪 xue;梅 mei;玲 ling;燕 yan;晓/曉 xiao;小 xiao;宇 yu;浩 hao;然 ran;子 zi;涵 han;轩/軒 xuan;梓 zi;欣 xin;怡 yi;佳 jia;琪 qi;雨 yu;思 si;
嘉 jia;俊 jun;博 bo;志 zhi;海 hai;波 bo;斌 bin;凯/凱 kai;健 jian;春 chun;天 tian;一 yi;诺/諾 nuo;可 ke;心 xin;美 mei;慧 hui;琳 lin;倩 qian;
颖/穎 ying;莉 li;萍 ping;丹 dan;瑞 rui;龙/龍 long;东/東 dong;峰 feng;亮 liang;鑫 xin;帅/帥 shuai;旭 xu;阳/陽 yang;晨 chen;睿 rui;泽/澤 ze;昊 hao;玮/瑋 wei;
薇 wei;洁/潔 jie;云/雲 yun;月 yue;冰 bing;雅 ya;诗/詩 shi;梦/夢 meng;瑶/瑤 yao;莹/瑩 ying;永 yong;德 de;庆/慶 qing;世 shi;安 an;宁/寧 ning;成 cheng;立 li;
新 xin;家 jia;豪 hao;宏 hong;金 jin;凤/鳳 feng;珍 zhen;淑 shu;爱/愛 ai;景 jing;林 lin;山 shan;江 jiang;清 qing;振 zhen;昌 chang;福 fu;荣/榮 rong;生 sheng`;

const simplified = new Map<string, string>();
const spellings = new Map<string, readonly string[]>();
const pinyin = new Map<string, string>();

function read(table: string, into: (written: string, latin: string[]) => void): void {
  for (const entry of table.split(';')) {
    const [variants, ...latin] = entry.trim().split(' ');
    const [written, ...others] = variants!.split('/');
    for (const other of others) {
      const [from, to] = [[...other], [...written!]];
      from.forEach((character, index) => simplified.set(character, to[index] ?? character));
    }
    into(written!, latin);
  }
}
read(GIVEN, (written, [latin]) => pinyin.set(written, latin!));
read(SURNAMES, (written, latin) => {
  spellings.set(written, latin);
  if ([...written].length === 1 && !pinyin.has(written)) pinyin.set(written, latin[0]!);
});

export interface HanName {
  surname: string;
  given: string;
  /** How the surname may stand in Latin letters; empty where it is none of the common ones. */
  surnameSpellings: readonly string[];
  /** The given name in pinyin, one syllable per character; null where a character is not in the table. */
  givenPinyin: string[] | null;
}

/** Whether a character (or two) is one of the common surnames, as it is written on the mainland. */
export const isHanSurname = (text: string): boolean => spellings.has(text);

/** One way of writing for characters that names are written with in two. */
export const simplify = (text: string): string => [...text].map((character) => simplified.get(character) ?? character).join('');

/**
 * A name in Chinese characters, whichever half comes first where a space parts them (forms that ask for "first name" first).
 * Null for a single character, or more than six.
 */
export function readHanName(parts: readonly string[]): HanName | null {
  const [first = '', ...rest] = parts.map(simplify);
  const last = rest.at(-1);
  const turned = last !== undefined && !spellings.has(first) && spellings.has(last);
  const letters = [...(turned ? [last, first, ...rest.slice(0, -1)] : [first, ...rest]).join('')];
  if (letters.length < 2 || letters.length > 6) return null;
  const two = letters.slice(0, 2).join('');
  const length = letters.length > 2 && spellings.has(two) ? 2 : 1;
  const surname = letters.slice(0, length).join('');
  const given = letters.slice(length);
  const syllables = given.map((character) => pinyin.get(character));
  return {
    surname,
    given: given.join(''),
    surnameSpellings: spellings.get(surname) ?? [],
    givenPinyin: syllables.every((one) => one !== undefined) ? syllables : null,
  };
}

/** One spelling for all that a surname in Latin letters may stand for: "Wong" and "Wang" meet, and with 王. */
export const surnameKeys = (token: string): string[] =>
  [...spellings].flatMap(([surname, latin]) => (latin.includes(token) ? [surname] : []));
