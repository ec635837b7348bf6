"""AWS's Cloud Control API: resources made, read, changed and deleted by their CloudFormation types' properties.

moto has neither it nor CloudFormation's DescribeType, which Terraform's provider asks for a type's schema. What a type
is made of, this package asks moto's services for, as AWS's handlers ask AWS's.
"""
