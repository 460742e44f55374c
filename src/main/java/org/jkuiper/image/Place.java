package org.jkuiper.image;

/**
 * A place on earth, in degrees of WGS 84.
 *
 * @param latitude -90 to 90, positive to the north
 * @param longitude -180 to 180, positive to the east
 */
public record Place(double latitude, double longitude) {}
