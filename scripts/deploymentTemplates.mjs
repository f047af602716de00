/**
 * Makes the templates of deploymentTemplates/deployWithNewResourceGroup of those for an existing group: the
 * same resources in a nested deployment, the group before them. So each resource is written down once.
 *
 *   npm run deploymentTemplates
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const folder = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'deploymentTemplates');
const SUBSCRIPTION_SCHEMA =
  'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#';

const GROUP = {
  groupName: {
    type: 'string',
    minLength: 1,
    maxLength: 90,
    metadata: { description: 'Name of the resource group that is made.' },
  },
  groupLocation: {
    type: 'string',
    metadata: { description: 'Region of the group and of everything in it.' },
  },
};

/** Every file of the folder by its name, as it must stand there. */
export async function templatesWithNewGroup() {
  const files = {};
  for (const kind of ['BotApp', 'AzureBot']) {
    files[`template-${kind}-new-rg.json`] = withGroup(kind, read(`template-${kind}-with-rg.json`));
    const parameters = read(`parameters-for-template-${kind}-with-rg.json`);
    files[`parameters-for-template-${kind}-new-rg.json`] = {
      ...parameters,
      parameters: {
        groupName: { value: '' },
        groupLocation: { value: '' },
        ...parameters.parameters,
      },
    };
  }
  const options = await resolveConfig(join(folder, 'template.json'));
  const written = Object.entries(files).map(async ([name, content]) => [
    name,
    await format(JSON.stringify(content, null, 2), { ...options, parser: 'json' }),
  ]);
  return Object.fromEntries(await Promise.all(written));
}

function read(name) {
  return JSON.parse(readFileSync(join(folder, 'deployUseExistResourceGroup', name), 'utf8'));
}

function withGroup(kind, inner) {
  // The group's region is asked for once.
  const asked = Object.fromEntries(
    Object.entries(inner.parameters).filter(([name]) => name !== 'location'),
  );
  const passed = Object.keys(inner.parameters).map((name) => [
    name,
    { value: `[parameters('${name === 'location' ? 'groupLocation' : name}')]` },
  ]);
  const deployment = `alta-${kind}`;
  const outputs = Object.entries(inner.outputs).map(([name, { type }]) => [
    name,
    { type, value: `[reference('${deployment}').outputs.${name}.value]` },
  ]);
  return {
    $schema: SUBSCRIPTION_SCHEMA,
    contentVersion: inner.contentVersion,
    metadata: { description: `${inner.metadata.description} In a new resource group.` },
    parameters: { ...GROUP, ...asked },
    resources: [
      {
        type: 'Microsoft.Resources/resourceGroups',
        apiVersion: '2022-09-01',
        name: "[parameters('groupName')]",
        location: "[parameters('groupLocation')]",
      },
      {
        type: 'Microsoft.Resources/deployments',
        apiVersion: '2022-09-01',
        name: deployment,
        resourceGroup: "[parameters('groupName')]",
        dependsOn: [
          "[subscriptionResourceId('Microsoft.Resources/resourceGroups', parameters('groupName'))]",
        ],
        properties: {
          mode: 'Incremental',
          expressionEvaluationOptions: { scope: 'inner' },
          parameters: Object.fromEntries(passed),
          template: inner,
        },
      },
    ],
    outputs: Object.fromEntries(outputs),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = join(folder, 'deployWithNewResourceGroup');
  mkdirSync(target, { recursive: true });
  for (const [name, text] of Object.entries(await templatesWithNewGroup())) {
    writeFileSync(join(target, name), text);
  }
}
