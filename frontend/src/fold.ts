/** Lower case without diacritics, so that "ca phe" finds "Cà phê" and "duong" finds "Đường". */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/đ/g, "d");
}
