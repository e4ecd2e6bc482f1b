import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { bodySchemas } from './body-schemas.js';

/** OpenAPI at /openapi.json and its reader at /docs, made from the running controllers and their body classes. */
export function describeApi(nest: NestExpressApplication): void {
  const builder = new DocumentBuilder()
    .setTitle('Throughline')
    .setDescription('One thread per customer, the best agent for each conversation, context before the first word.')
    .setVersion('0.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An access token, a widget session token or an API key' })
    .setOpenAPIVersion('3.1.0')
    .build();
  SwaggerModule.setup(
    'docs',
    nest,
    () => {
      const document = SwaggerModule.createDocument(nest, builder);
      return bodySchemas(document);
    },
    { jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: 'openapi.yaml' },
  );
}
