import { TerraformElement, type TerraformResource } from 'cdktf';

/**
 * Takes an object that exists already under Terraform's management, by an import block for its resource. Once it is in
 * the state the block does nothing and may stay.
 *
 * Not `importFrom` of cdktf: that runs `terraform version` during synth, which must work without terraform, and it
 * writes a provider into the block, which Terraform refuses for a resource that is configured.
 *
 * @param importId what the provider takes as import id; nothing happens without one. Terraform before 1.6 takes a
 * literal only.
 */
export function importInto(resource: TerraformResource, importId: string | undefined): void {
  if (importId !== undefined) new ImportBlock(resource, importId);
}

class ImportBlock extends TerraformElement {
  constructor(
    private readonly resource: TerraformResource,
    private readonly importId: string,
  ) {
    super(resource, 'Import');
  }

  override toTerraform() {
    const { terraformResourceType, friendlyUniqueId } = this.resource;
    return { import: [{ to: `${terraformResourceType}.${friendlyUniqueId}`, id: this.importId }] };
  }
}
