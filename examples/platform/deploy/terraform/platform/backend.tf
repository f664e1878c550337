# The rest comes at init: environments/<environment>.s3.tfbackend and the bucket.
terraform {
  backend "s3" {}
}
