/** The editor's colours for a page outside the editor: the variables that panels use, with the values of VS Code's own themes. */
export type ThemeName = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

type Colours = { readonly [variable: string]: string };

const dark: Colours = {
  'editor-background': '#1f1f1f', foreground: '#cccccc', descriptionForeground: '#9d9d9d', focusBorder: '#0078d4', errorForeground: '#f85149',
  'panel-border': '#2b2b2b', 'widget-border': '#313131', 'editorIndentGuide-background1': '#404040',
  'list-hoverBackground': '#2a2d2e', 'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff', 'toolbar-hoverBackground': '#5a5d5e50',
  'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-border': '#ffffff12',
  'settings-dropdownBackground': '#313131', 'settings-dropdownForeground': '#cccccc', 'settings-dropdownBorder': '#3c3c3c', 'settings-dropdownListBorder': '#454545',
  'dropdown-background': '#313131', 'dropdown-border': '#3c3c3c', 'dropdown-foreground': '#cccccc',
  'input-background': '#313131', 'input-foreground': '#cccccc', 'input-border': '#3c3c3c', 'icon-foreground': '#cccccc',
  'progressBar-background': '#0078d4', 'charts-blue': '#3794ff', 'charts-orange': '#d18616', 'editorWarning-foreground': '#cca700',
  'charts-green': '#89d185', 'charts-purple': '#b180d7', 'charts-red': '#f14c4c', 'charts-yellow': '#cca700', 'textLink-foreground': '#4daafc',
};

const light: Colours = {
  'editor-background': '#ffffff', foreground: '#3b3b3b', descriptionForeground: '#3b3b3b', focusBorder: '#005fb8', errorForeground: '#f85149',
  'panel-border': '#e5e5e5', 'widget-border': '#e5e5e5', 'editorIndentGuide-background1': '#d3d3d3',
  'list-hoverBackground': '#f2f2f2', 'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'toolbar-hoverBackground': '#b8b8b850',
  'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'button-border': '#0000001a',
  'settings-dropdownBackground': '#ffffff', 'settings-dropdownForeground': '#3b3b3b', 'settings-dropdownBorder': '#cecece', 'settings-dropdownListBorder': '#cecece',
  'dropdown-background': '#ffffff', 'dropdown-border': '#cecece', 'dropdown-foreground': '#3b3b3b',
  'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-border': '#cecece', 'icon-foreground': '#3b3b3b',
  'progressBar-background': '#005fb8', 'charts-blue': '#1a85ff', 'charts-orange': '#d18616', 'editorWarning-foreground': '#bf8803',
  'charts-green': '#388a34', 'charts-purple': '#652d90', 'charts-red': '#e51400', 'charts-yellow': '#bf8803', 'textLink-foreground': '#005fb8',
};

const highContrast: Colours = {
  'editor-background': '#000000', foreground: '#ffffff', descriptionForeground: '#ffffffb3', focusBorder: '#f38518', errorForeground: '#f48771',
  contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518', 'panel-border': '#6fc3df', 'editorIndentGuide-background1': '#ffffff55',
  'button-background': '#000000', 'button-foreground': '#ffffff', 'button-border': '#6fc3df', 'toolbar-hoverOutline': '#f38518',
  'settings-dropdownBackground': '#000000', 'settings-dropdownForeground': '#ffffff', 'settings-dropdownBorder': '#6fc3df', 'settings-dropdownListBorder': '#6fc3df',
  'dropdown-background': '#000000', 'dropdown-border': '#6fc3df', 'dropdown-foreground': '#ffffff',
  'input-background': '#000000', 'input-foreground': '#ffffff', 'input-border': '#6fc3df', 'icon-foreground': '#ffffff',
  'progressBar-background': '#6fc3df', 'charts-blue': '#3794ff', 'charts-orange': '#f38518', 'editorWarning-foreground': '#ffd370',
  'charts-green': '#89d185', 'charts-purple': '#b180d7', 'charts-red': '#f48771', 'charts-yellow': '#ffd370', 'textLink-foreground': '#21a6ff',
};

const highContrastLight: Colours = {
  ...highContrast,
  'editor-background': '#ffffff', foreground: '#292929', descriptionForeground: '#292929b3', focusBorder: '#006bbd', errorForeground: '#b5200d',
  contrastBorder: '#0f4a85', contrastActiveBorder: '#006bbd', 'panel-border': '#0f4a85', 'editorIndentGuide-background1': '#29292955',
  'button-background': '#0f4a85', 'button-foreground': '#ffffff', 'button-border': '#0f4a85', 'toolbar-hoverOutline': '#006bbd',
  'settings-dropdownBackground': '#ffffff', 'settings-dropdownForeground': '#292929', 'settings-dropdownBorder': '#0f4a85', 'settings-dropdownListBorder': '#0f4a85',
  'dropdown-background': '#ffffff', 'dropdown-border': '#0f4a85', 'dropdown-foreground': '#292929',
  'input-background': '#ffffff', 'input-foreground': '#292929', 'input-border': '#0f4a85', 'icon-foreground': '#292929',
  'progressBar-background': '#0f4a85', 'charts-blue': '#0f4a85', 'charts-orange': '#b5200d',
  'charts-green': '#374e06', 'charts-purple': '#652d90', 'charts-red': '#b5200d', 'charts-yellow': '#895503', 'textLink-foreground': '#0f4a85',
};

const themes: Record<ThemeName, { readonly className: string; readonly colours: Colours }> = {
  light: { className: 'vscode-light', colours: light },
  dark: { className: 'vscode-dark', colours: dark },
  'high-contrast': { className: 'vscode-high-contrast', colours: highContrast },
  'high-contrast-light': { className: 'vscode-high-contrast-light', colours: highContrastLight },
};

const common: Colours = { 'font-family': 'system-ui, Ubuntu, "DejaVu Sans", sans-serif', 'font-size': '13px', 'font-weight': 'normal', 'editor-font-family': 'monospace' };

/** A style sheet that a page outside the editor takes its colours from, and the class of its body. */
export function themeCss(name: ThemeName): { readonly css: string; readonly className: string } {
  const { className, colours } = themes[name];
  const lines = Object.entries({ ...common, ...colours }).map(([variable, value]) => `--vscode-${variable}: ${value};`);
  return { css: `:root { ${lines.join(' ')} }`, className };
}
