import type { Configuration } from '../configuration';
import { layOut } from '../read/page';
import { decode } from '../read/source';
import { cutPage } from '../say/cut';
import type { ReadPage } from '../say/statement';

/** The configuration of a small documentation of kettles, as a file. */
export const kettleYaml = `salt: kettle
features: features
vocabulary: names.txt
pages:
  - { from: UID, pattern: '^K[A-Z][:.]kettle[:.](\\w+)$', id: api/$1 }
  - { from: title, pattern: '^(\\w+) function$', id: api/$1 }
  - { from: file, pattern: '^(.+)$', id: book/$1 }
reading:
  body: remarks
  section-heading: '^-'
  entry-heading: '^-(?:param|field)\\s+'
  entries: [parameters, members]
  returns: returns
  prototype: prototype
  see-also: see-also
  sections:
    members: [struct-fields]
    returns: [return-value]
    prototype: [syntax]
    see-also: [related-topics]
  banners: ['^\\[[^\\]]*\\bobsolete\\b[^\\]]*\\]']
  footers: ['^Tell us about this page']
  navigation: ['^This chapter includes\\b']
  references: ['^\\(?For (?:more|details|information)\\b.*\\bsee\\b', '^\\(?See [\\p{L}]']
  notes: [Note, Warning]
  facts:
    heat: [req.heat]
    header: [req.header, req.include-header]
    minimum-model: [req.min-model]
fidelity:
  ignored: [TCP]
  in-words: { KettleClose: [lid is closed] }
names:
  facts: facts.json
  patterns: ['^[A-Z]+_\\w+$', '^[A-Z][a-z]+[A-Z]\\w*$']
  derived: ['^P([A-Z].+)$']
  declared-in: [parameters]
  known:
    - { pattern: '^Cook[A-Z]', why: every cook has a name }
`;

/** The same, ready to use. */
export const kettles: Configuration = {
  file: 'instep.yaml',
  salt: 'kettle',
  features: 'features',
  sources: [],
  fidelity: { ignored: new Set(['TCP']), inWords: new Map([['KettleClose', ['lid is closed']]]) },
  names: {
    facts: 'facts.json',
    patterns: [/^[A-Z]+_\w+$/u, /^[A-Z][a-z]+[A-Z]\w*$/u],
    derived: [/^P([A-Z].+)$/u],
    declaredIn: ['parameters'],
    known: [{ pattern: /^Cook[A-Z]/u, why: 'every cook has a name' }],
  },
  vocabulary: ['KETTLE_STATUS_DRY', 'KETTLE_STATUS_OK', 'KettleStop'],
  pages: [
    { from: 'UID', pattern: /^K[A-Z][:.]kettle[:.](\w+)$/u, id: 'api/$1' },
    { from: 'title', pattern: /^(\w+) function$/u, id: 'api/$1' },
    { from: 'file', pattern: /^(.+)$/u, id: 'book/$1' },
  ],
  reading: {
    body: 'remarks',
    sectionHeading: /^-/u,
    entryHeading: /^-(?:param|field)\s+/u,
    entries: ['parameters', 'members'],
    returns: 'returns',
    prototype: 'prototype',
    seeAlso: 'see-also',
    sections: new Map([
      ['struct-fields', 'members'],
      ['return-value', 'returns'],
      ['syntax', 'prototype'],
      ['related-topics', 'see-also'],
    ]),
    banners: [/^\[[^\]]*\bobsolete\b[^\]]*\]/iu],
    footers: [/^Tell us about this page/iu],
    navigation: [/^This chapter includes\b/iu],
    references: [/^\(?For (?:more|details|information)\b.*\bsee\b/u, /^\(?See [\p{L}]/u],
    notes: ['Note', 'Warning'],
    facts: [
      { name: 'heat', fields: ['req.heat'] },
      { name: 'header', fields: ['req.header', 'req.include-header'] },
      { name: 'minimum-model', fields: ['req.min-model'] },
    ],
  },
};

/** Reads a page that a test wrote. */
export function readText(text: string, file = 'page.md', configuration: Configuration = kettles): ReadPage {
  return cutPage(layOut({ file, text: decode(Buffer.from(text), file) }), configuration.reading);
}

/** One function's page, in the formats that documentation has had over the years. */
export const functionPages: Readonly<Record<string, string>> = {
  'HTML in Markdown': `---
UID: KF.kettle.KettleStartHeating
title: KettleStartHeating
req.heat: Any heat
---

# KettleStartHeating function

## -description
<p class="CCE_Message">[The kettle is obsolete and should not be used.]</p>
<p>A cook calls the
  <b>KettleStartHeating</b> function to heat water that <a href="https://x.example/1">KettleFill</a>
  let in.</p>

## -parameters
<dl>

### -param <i>KettleHandle</i> [in]

<dd>
<p>The handle that <a href="https://x.example/2">
   KettleOpen</a> returned. It must not be NULL.</p>
</dd>

### -param <i>Degrees</i> [in, out]

<dd>
<p>One of the following temperatures:</p>
<dl>
<dt>KETTLE_TEA</dt>
<dd><p>Water at 80 degrees.</p></dd>
<dt>KETTLE_COFFEE</dt>
<dd><p>Water at 96 degrees. The cook should not let it boil.</p></dd>
</dl>
</dd>
</dl>

## -remarks
<p>Before the call, the cook must do the following:</p>
<ul>
<li>
<p>Fill the kettle.</p>
</li>
<li>
<p>Close the lid.</p>
</li>
</ul>
<p>The kettle calls its owner's
    
    <i>KettleDone</i> function. For more information, see <a href="https://x.example/3">Kettle Events</a>.</p>
<table>
<tr><th>Status</th><th>Meaning</th></tr>
<tr><td>KETTLE_STATUS_OK</td><td>The water is hot.</td></tr>
<tr><td>KETTLE_STATUS_DRY</td><td>There is no water.</td></tr>
</table>

## -see-also
<dl>
<dt><a href="https://x.example/2">KettleOpen</a></dt>
</dl>
<p>\u00a0</p>
<p><a href="mailto:docs@x.example?subject=x">Tell us about this page</a></p>
`,
  'bare Markdown with HTML': `---
UID: KF:kettle.KettleStartHeating
title: KettleStartHeating (kettle.h)
req.heat: Any heat
---

# KettleStartHeating function


## -description

<p class="CCE_Message">[The kettle is obsolete and should not be used.]

A cook calls the 
  <b>KettleStartHeating</b> function to heat water that 
  <a href="/kettle/fill">KettleFill</a> let in.

## -parameters




### -param KettleHandle [in]


The handle that 
     <a href="/kettle/open">
     KettleOpen</a> returned. It must not be NULL.


### -param Degrees [in, out]

One of the following temperatures:
     




#### KETTLE_TEA

Water at 80 degrees.



#### KETTLE_COFFEE

Water at 96 degrees. The cook should not let it boil.

## -remarks

Before the call, the cook must do the following:

<ul>
<li>
Fill the kettle.

</li>
<li>
Close the lid.

</li>
</ul>
The kettle calls its owner's    
    <i>KettleDone</i> function. For more information, see 
    <a href="/kettle/events">Kettle
    Events</a>.

<table>
<tr>
<th>Status</th>
<th>Meaning</th>
</tr>
<tr>
<td>
KETTLE_STATUS_OK

</td>
<td>
The water is hot.

</td>
</tr>
<tr>
<td>
KETTLE_STATUS_DRY

</td>
<td>
There is no water.

</td>
</tr>
</table>
 

## -see-also

<a href="/kettle/open">KettleOpen</a>
`,
  'rendered Markdown': `---
req.heat: Any heat
---
# KettleStartHeating function

## Description

[The kettle is obsolete and should not be used.]

A cook calls the
**KettleStartHeating** function to heat water that
[KettleFill](https://x.example/fill) let in.

## Parameters

### \`KettleHandle\` [in]

The handle that
[KettleOpen](https://x.example/open) returned. It must not be NULL.

### \`Degrees\` [in, out]

One of the following temperatures:

* KETTLE\\_TEA

  Water at 80 degrees.
* KETTLE_COFFEE

  Water at 96 degrees. The cook should not let it boil.

## Remarks

Before the call, the cook must do the following:

* Fill the kettle.
* Close the lid.

The kettle calls its owner\u2019s *KettleDone* function. For more information, see [Kettle Events](x.md).

| Status | Meaning |
| --- | --- |
| KETTLE_STATUS_OK | The water is hot. |
| KETTLE_STATUS_DRY | There is no water. |

## See also

[KettleOpen](https://x.example/open)
`,
  'an HTML document': `---
req.heat: Any heat
---
<!DOCTYPE html>
<html><head><title>KettleStartHeating</title><style>p { color: red }</style></head><body>
<nav><a href="/">Home</a></nav>
<h1>KettleStartHeating function</h1>
<h2>Description</h2>
<p>[The kettle is obsolete and should not be used.]
<p>A cook calls the <code>KettleStartHeating</code> function to heat water that <a href="f">KettleFill</a> let&nbsp;in.
<h2>Parameters</h2>
<dl>
<dt><i>KettleHandle</i> [in]<dd>The handle that <a href="o">KettleOpen</a> returned. It must not be NULL.
<dt><i>Degrees</i> [in, out]<dd>One of the following temperatures:
<dl><dt>KETTLE_TEA<dd>Water at 80 degrees.<dt>KETTLE_COFFEE<dd>Water at 96 degrees. The cook should not let it boil.</dl>
</dl>
<h2>Remarks</h2>
<p>Before the call, the cook must do the following:
<ol><li>Fill the kettle.<li>Close the lid.</ol>
<p>The kettle calls its owner&#39;s <i>KettleDone</i> function. For more information, see <a href="e">Kettle Events</a>.
<table><thead><tr><th>Status<th>Meaning</thead>
<tbody><tr><td>KETTLE_STATUS_OK<td>The water is hot.<tr><td>KETTLE_STATUS_DRY<td>There is no water.</table>
<h2>See also</h2><p><a href="o">KettleOpen</a></body></html>
`,
};

/** A chapter of the kettle's handbook. */
export const handbookPage = `---
title: Descaling a Kettle
description: Descaling a Kettle
req.min-model:
---

# Descaling a Kettle


\\[The kettle is obsolete and should not be used.\\]


A kettle can be descaled by hand or by machine (see Chapter 4.2). Vinegar, e.g. 5% vinegar, is enough. A cook is
not required to descale a kettle that holds less than 0.5 litres.

<a href="" id="by-hand"></a>By hand  
The cook pours in vinegar. The vinegar must stay for 30 minutes.

<a href="" id="by-machine"></a>By machine  
The machine uses the KETTLE\\_DESCALE command.

![diagram of the two ways to descale a kettle](images/descale.png)

### Steps

To descale a kettle by machine, the cook must:

1.  Call [**KettleStop**](https://x.example/stop) with a status of KETTLE\\_STATUS\\_OK.

2.  If the kettle is hot, the cook:
    -   Waits for 10 minutes.
    -   Waits again. (This is the second wait.)

3.  Call **KettleDescale**.

**Note**  The kettle may refuse. RETRIES = 3 - 1, and \`Context->Owner\` is not changed.

<table>
<tr><th>Model</th><th>Litres</th><th>Note</th></tr>
<tr><td rowspan="2"><p>K1</p></td><td>0.5</td><td></td></tr>
<tr><td>0.7</td><td>rare</td></tr>
<tr><td></td><td>0.9</td><td>K1, too</td></tr>
</table>

This chapter includes:

[Filling a Kettle](filling.md)

[Emptying a Kettle](emptying.md)

## Related topics

[Kettles](kettles.md)

 

`;
