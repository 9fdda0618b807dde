import { noChange } from 'lit';
import { Directive, directive, type AttributePart, type PartInfo, PartType } from 'lit/directive.js';

/**
 * Sets style properties one by one through the object model. Lit's own `styleMap` writes the style attribute at first, which
 * the panels' content security policy forbids.
 */
class StyledDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ATTRIBUTE || part.name !== 'style') throw new Error('styled belongs into the style attribute');
  }

  render(_properties: Readonly<Record<string, string>>): typeof noChange {
    return noChange;
  }

  override update(part: AttributePart, [properties]: Parameters<this['render']>): typeof noChange {
    const { style } = part.element;
    for (const [name, value] of Object.entries(properties)) if (style.getPropertyValue(name) !== value) style.setProperty(name, value);
    return noChange;
  }
}

export const styled = directive(StyledDirective);
