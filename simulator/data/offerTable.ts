import { BUSINESS_MAXIMUM } from './offer';
import type { OfferEntry, OfferTrigger } from './offer';

const BASES = ['LH18', 'LDPB', 'LCHC', 'LFLX', 'LFLZ', 'LF8Q', 'LF8R', 'LF8S'];

/** Offers with the names people know; prices are near the list prices of 2025, in US dollars. */
export const KNOWN_OFFERS: readonly OfferEntry[] = [
  {
    code: 'LH18',
    title: 'Microsoft 365 Business Basic',
    dollars: 6,
    maximum: BUSINESS_MAXIMUM,
    trial: true,
  },
  {
    code: 'LDPB',
    title: 'Microsoft 365 Business Standard',
    dollars: 12.5,
    maximum: BUSINESS_MAXIMUM,
    trial: true,
  },
  {
    code: 'LCHC',
    title: 'Microsoft 365 Business Premium',
    dollars: 22,
    maximum: BUSINESS_MAXIMUM,
    trial: true,
  },
  {
    code: 'LH1G',
    title: 'Microsoft 365 Apps for business',
    dollars: 8.25,
    maximum: BUSINESS_MAXIMUM,
  },
  { code: 'LGZT', title: 'Microsoft 365 Apps for enterprise', dollars: 12 },
  { code: 'LFLX', title: 'Microsoft 365 E3', dollars: 36, terms: 'long', trial: true },
  { code: 'LFLZ', title: 'Microsoft 365 E5', dollars: 57, terms: 'long', trial: true },
  { code: 'LHT7', title: 'Microsoft 365 F1', dollars: 2.25 },
  { code: 'LH05', title: 'Microsoft 365 F3', dollars: 8 },
  { code: 'LF8Q', title: 'Office 365 E1', dollars: 10, terms: 'long' },
  { code: 'LF8R', title: 'Office 365 E3', dollars: 23, terms: 'long' },
  { code: 'LF8S', title: 'Office 365 E5', dollars: 38, terms: 'long' },
  { code: 'LH16', title: 'Exchange Online (Plan 1)', dollars: 4 },
  { code: 'LH1P', title: 'Exchange Online (Plan 2)', dollars: 8 },
  { code: 'LH0L', title: 'Exchange Online Kiosk', dollars: 2 },
  {
    code: 'LH0J',
    title: 'Exchange Online Archiving for Exchange Online',
    dollars: 3,
    addonOf: ['LH16', 'LH18', 'LDPB', 'LH0L'],
  },
  { code: 'LH0N', title: 'SharePoint (Plan 1)', dollars: 5 },
  { code: 'LH14', title: 'SharePoint (Plan 2)', dollars: 10 },
  { code: 'LH1M', title: 'OneDrive for business (Plan 1)', dollars: 5 },
  { code: 'JN4R', title: 'Microsoft Teams Essentials', dollars: 4, maximum: BUSINESS_MAXIMUM },
  { code: 'RM98', title: 'Microsoft Teams Enterprise', dollars: 5.25 },
  {
    code: 'LH0T',
    title: 'Microsoft Teams Phone Standard',
    dollars: 10,
    addonOf: [...BASES, 'JN4R', 'RM98'],
  },
  { code: 'QW7C', title: 'Microsoft Teams Rooms Pro', dollars: 40 },
  { code: 'LHSL', title: 'Microsoft 365 Audio Conferencing', dollars: 4, addonOf: BASES },
  {
    code: 'MM8R',
    title: 'Microsoft 365 Copilot',
    dollars: 30,
    addonOf: [...BASES, 'LGZT', 'LH1G'],
  },
  { code: 'LFLS', title: 'Microsoft Entra ID P1', dollars: 6, trial: true },
  { code: 'LFK5', title: 'Microsoft Entra ID P2', dollars: 9 },
  { code: 'LCH4', title: 'Microsoft Intune Plan 1', dollars: 8 },
  { code: 'LFJ1', title: 'Enterprise Mobility + Security E3', dollars: 10.6 },
  { code: 'LFJ6', title: 'Enterprise Mobility + Security E5', dollars: 16.4 },
  { code: 'JR1H', title: 'Microsoft Defender for Business', dollars: 3, maximum: BUSINESS_MAXIMUM },
  {
    code: 'LH04',
    title: 'Microsoft Defender for Office 365 (Plan 1)',
    dollars: 2,
    addonOf: [...BASES, 'LH16', 'LH1P'],
  },
  {
    code: 'LHXH',
    title: 'Microsoft Defender for Office 365 (Plan 2)',
    dollars: 5,
    addonOf: [...BASES, 'LH16', 'LH1P'],
  },
  { code: 'LGV0', title: 'Microsoft Defender for Endpoint (Plan 2)', dollars: 5.2 },
  { code: 'HDC9', title: 'Planner Plan 1', dollars: 10 },
  { code: 'HDB1', title: 'Planner and Project Plan 3', dollars: 30 },
  { code: 'HDB0', title: 'Planner and Project Plan 5', dollars: 55 },
  { code: 'HD33', title: 'Visio Plan 1', dollars: 5 },
  { code: 'HD32', title: 'Visio Plan 2', dollars: 15 },
  { code: 'LHSF', title: 'Power BI Pro', dollars: 14 },
  { code: 'HTKS', title: 'Power BI Premium Per User', dollars: 24 },
  { code: 'LH2H', title: 'Power Apps Premium', dollars: 20 },
  { code: 'LSGZ', title: 'Power Automate Premium', dollars: 15 },
  { code: 'LFNW', title: 'Dynamics 365 Sales Professional', dollars: 65 },
  { code: 'LFF1', title: 'Dynamics 365 Sales Enterprise', dollars: 105 },
  { code: 'LFDZ', title: 'Dynamics 365 Customer Service Professional', dollars: 50 },
  { code: 'LGV5', title: 'Dynamics 365 Business Central Essentials', dollars: 70 },
  { code: 'LGV6', title: 'Dynamics 365 Business Central Premium', dollars: 100 },
  {
    code: 'J1GB',
    title: 'Windows 365 Business 2 vCPU, 4 GB, 128 GB',
    dollars: 31,
    maximum: BUSINESS_MAXIMUM,
  },
  {
    code: 'J1GC',
    title: 'Windows 365 Business 2 vCPU, 8 GB, 128 GB (with Windows Hybrid Benefit)',
    dollars: 41,
    maximum: BUSINESS_MAXIMUM,
    needsAttestation: true,
  },
  { code: 'HHS9', title: 'Windows 365 Enterprise 2 vCPU, 8 GB, 128 GB', dollars: 41 },
  { code: 'LGTX', title: 'Windows 10/11 Enterprise E3', dollars: 7 },
  {
    code: 'LH1Q',
    title: 'Multi-Geo Capabilities in Microsoft 365',
    dollars: 2,
    addonOf: ['LFLX', 'LFLZ', 'LF8R', 'LF8S'],
  },
  { code: 'LFA1', title: 'Microsoft 365 A3 for faculty', dollars: 4.75, segment: 'education' },
  { code: 'LFA5', title: 'Microsoft 365 A5 for faculty', dollars: 10.5, segment: 'education' },
  { code: 'LFG3', title: 'Microsoft 365 G3 GCC', dollars: 36, segment: 'government' },
  { code: 'LFG5', title: 'Microsoft 365 G5 GCC', dollars: 57, segment: 'government' },
  {
    code: 'LFN1',
    title: 'Microsoft 365 Business Premium (Nonprofit Staff Pricing)',
    dollars: 5.5,
    segment: 'nonprofit',
    maximum: BUSINESS_MAXIMUM,
  },
  { code: 'BPS6', title: 'Azure plan', dollars: 0, terms: 'usage', view: 'Azure' },
  {
    code: 'D7FV',
    title: 'Office LTSC Professional Plus 2024',
    dollars: 599,
    terms: 'perpetual',
    view: 'SoftwarePerpetual',
  },
  {
    code: 'D7FT',
    title: 'Windows Server 2025 Standard, 16 core',
    dollars: 1176,
    terms: 'perpetual',
    view: 'SoftwarePerpetual',
  },
  {
    code: 'D7FR',
    title: 'Windows Server 2025 User CAL',
    dollars: 46,
    terms: 'perpetual',
    view: 'SoftwarePerpetual',
  },
];

/** SKUs of the product `Simulator test offer`, each with what happens to it at checkout. */
export const TEST_OFFERS: readonly (readonly [trigger: OfferTrigger, title: string])[] = [
  ['refused', 'Simulator test offer: refused at checkout (800020)'],
  ['stale', 'Simulator test offer: stale at checkout (400019)'],
  ['review', 'Simulator test offer: order held for review'],
  ['risk', 'Simulator test offer: risk check failed (800069)'],
  ['unfulfilled', 'Simulator test offer: ordered and never fulfilled'],
  ['poUpload', 'Simulator test offer: waits for a purchase order'],
  ['notPurchasable', 'Simulator test offer: listed and not purchasable'],
];

/** Pieces of the names of the remaining products. */
export const NAME_BRANDS: readonly string[] =
  'Dynamics 365,Power Platform,Microsoft Purview,Microsoft Defender,Microsoft Viva,Microsoft Fabric,Microsoft Entra,Microsoft Intune,Microsoft Sentinel,Microsoft Teams,SharePoint,Azure Hybrid,Windows 365,Microsoft Priva'.split(
    ',',
  );
export const NAME_WORKLOADS: readonly string[] =
  'Sales,Customer Insights,Field Service,Finance,Supply Chain,Project Operations,Human Resources,Commerce,Data Lifecycle,Insider Risk,eDiscovery,Threat Protection,Identity Governance,Endpoint,Collaboration,Analytics,Automation,Virtual Agents'.split(
    ',',
  );
export const NAME_EDITIONS: readonly string[] =
  'Essentials,Standard,Professional,Premium,Enterprise'.split(',');
