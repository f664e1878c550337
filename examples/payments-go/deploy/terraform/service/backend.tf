# The rest comes at init: environments/<environment>.s3.tfbackend, the bucket and the region.
terraform {
  backend "s3" {}
}
