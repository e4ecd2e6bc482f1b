export function Desk({ openId }: { openId: string | null }) {
  return <p>{openId}</p>;
}
