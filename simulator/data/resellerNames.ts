/** Pieces of company names for a group of countries. */
export interface NameParts {
  readonly countries: readonly string[];
  readonly heads: readonly string[];
  readonly trades: readonly string[];
  readonly forms: readonly string[];
  /** "Soluciones Aurora S.L." rather than "Aurora Solutions LLC". */
  readonly tradeFirst: boolean;
}

const words = (text: string): readonly string[] => text.split(' ');
const phrases = (text: string): readonly string[] => text.split(', ');

/** Name parts by language; the first group serves every country that is not named. */
export const NAME_PARTS: readonly NameParts[] = [
  {
    countries: ['US', 'CA'],
    heads: words(
      'Alpine Northshore Cobalt Harbor Redwood Summit Cascade Granite Bluewater Ironwood Lakeside Keystone Prairie Beacon Meridian Evergreen Sterling Pinnacle Riverbend Silverline Trailhead Vanguard Whitecap Highland Stonegate Eastbrook Fairmont Clearview Ridgeline Wildflower Juniper Sequoia Atlas Compass Lighthouse Monarch Oakfield Palisade Quarry Sagebrush Tidewater Union Westfield Yellowstone Zephyr',
    ),
    trades: phrases(
      'Cloud Services, Technology Group, IT Solutions, Consulting, Networks, Systems, Managed Services, Data Partners, Computing, Digital, Software, Business Technologies, Infotech, Integration, Cyber Security, Workplace Solutions, Data Systems, Technologies, Office Systems, Communications',
    ),
    forms: ['LLC', 'Inc', 'Corp', 'Group', 'LP'],
    tradeFirst: false,
  },
  {
    countries: ['MX', 'ES', 'AR', 'CL', 'CO', 'PE'],
    heads: words(
      'Aurora Andina Cóndor Pacífico Ibérica Levante Mediterránea Sierra Quetzal Águila Horizonte Cumbre Océano Tierra Júpiter Avanza Élite Núcleo Vértice Puente Camino Azul Dorado Celta Cantábrica Almería Guadalquivir Ñandú Patagonia Atacama Bolívar Maya Azteca Alhambra Cervantes Colón Esmeralda Fénix Génesis Península',
    ),
    trades: phrases(
      'Soluciones, Informática, Consultores, Servicios en la Nube, Tecnologías, Sistemas, Redes y Sistemas, Comunicaciones, Digital, Datos, Grupo Tecnológico, Ingeniería, Servicios Gestionados, Cómputo, Integradores, Asesoría Informática',
    ),
    forms: ['S.L.', 'S.A.', 'S.A. de C.V.', 'S.A.S.', 'S.R.L.', 'SpA'],
    tradeFirst: true,
  },
  {
    countries: ['BR', 'PT'],
    heads: words(
      'Atlântico Ipanema Cruzeiro Amazônia Lisboa Tejo Douro Alvorada Horizonte Conexão Avanço União Serra Litoral Águia Estrela Paulista Mineira Carioca Sertão Oceano Farol Índigo Órion Aliança Nova Pampa Itaú Coimbra Minho',
    ),
    trades: phrases(
      'Soluções, Informática, Consultoria, Serviços em Nuvem, Tecnologia, Sistemas, Redes, Comunicações, Digital, Dados, Computação, Inovação, Integração, Engenharia',
    ),
    forms: ['Ltda.', 'S.A.', 'Lda.', 'ME', 'EIRELI'],
    tradeFirst: true,
  },
  {
    countries: ['DE', 'AT', 'CH'],
    heads: words(
      'Alpenblick Hansa Rhein Nordlicht Schwarzwald Bodensee Müller Schäfer König Brückner Weiß Elbe Donau Isar Größer Köln Münchner Zürcher Wiener Grünwald Löwen Adler Falke Höfer Jäger Krämer Lübeck Mainfranken Neckar Ostsee',
    ),
    trades: phrases(
      'Systemhaus, IT-Lösungen, Datentechnik, Netzwerke, Cloud Services, Informatik, Beratung, Software, Bürotechnik, EDV-Service, Digital, Computer, Kommunikation, Rechenzentrum',
    ),
    forms: ['GmbH', 'AG', 'GmbH & Co. KG', 'e.K.'],
    tradeFirst: false,
  },
  {
    countries: ['FR', 'BE'],
    heads: words(
      'Lumière Étoile Garonne Bretagne Provence Azur Océane Élan Méridien Rhône Vendôme Montagne Château Clé Boréale Cœur Écho Hélios Île Jura Loire Mistral Nîmes Opéra Phare Savoie Tempête Vosges',
    ),
    trades: phrases(
      'Informatique, Conseil, Réseaux, Solutions, Services Cloud, Systèmes, Numérique, Ingénierie, Technologies, Données, Infogérance, Télécoms, Bureautique',
    ),
    forms: ['SARL', 'SAS', 'SA', 'SRL'],
    tradeFirst: false,
  },
  {
    countries: ['GB', 'IE', 'AU', 'NZ', 'ZA', 'SG', 'IN'],
    heads: words(
      'Thames Albion Pennine Severn Highgate Kingsway Moorland Shannon Liffey Connacht Coral Outback Southern Kauri Table Protea Raffles Merlion Deccan Ganga Lotus Saffron Indus Banyan Windsor Cotswold Brunel Camden Dorset Exeter',
    ),
    trades: phrases(
      'IT Services, Cloud, Systems, Technology, Consulting, Networks, Solutions, Managed IT, Digital, Data, Computing, Software, Infrastructure, Business Systems',
    ),
    forms: ['Ltd', 'Limited', 'Pty Ltd', 'Pvt Ltd', 'Pte Ltd', 'LLP'],
    tradeFirst: false,
  },
  {
    countries: ['SE', 'NO', 'DK', 'FI', 'NL', 'PL', 'CZ', 'HU', 'IT', 'GR', 'UA', 'TR'],
    heads: words(
      'Norrsken Fjord Øresund Åland Mälaren Havn Polder Tulp Wisła Łódź Śląsk Kraków Vltava Šumava Balaton Duna Adria Vesuvio Adriatica Perugia Aegis Olympos Dnipro Ege Anadolu Björk Sørland Østlandet Järvi Zuiderzee',
    ),
    trades: phrases(
      'IT, Systems, Cloud, Digital, Consulting, Data, Networks, Solutions, Software, Informatica, Tech, Infra, Partner',
    ),
    forms: ['AB', 'AS', 'A/S', 'Oy', 'B.V.', 'Sp. z o.o.', 's.r.o.', 'Kft.', 'S.r.l.', 'A.E.'],
    tradeFirst: false,
  },
  {
    countries: ['AE', 'SA', 'JP', 'KR', 'TH', 'VN'],
    heads: words(
      'Al-Noor Al-Safa Falcon Oasis Dhow Sakura Fuji Hinode Kansai Hana Seoul Hangang Siam Chao-Phraya Lotus-Bangkok Mekong Saigon Hanoi Red-River Pearl Crescent Gulf Emirates-Palm Kyushu Nippon-Hoshi',
    ),
    trades: phrases(
      'Cloud, IT Services, Systems, Technology, Information Technology, Computing, Solutions, Digital, Networks, Data, Integration',
    ),
    forms: ['LLC', 'Co., Ltd.', 'K.K.', 'FZ-LLC', 'JSC'],
    tradeFirst: false,
  },
];
