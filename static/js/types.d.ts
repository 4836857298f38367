// What the import map names and no package declares.
declare module "highlight/core" {
  const hljs: {
    registerLanguage(name: string, grammar: unknown): void;
    highlight(code: string, options: { language: string; ignoreIllegals?: boolean }): { value: string };
  };
  export default hljs;
}
